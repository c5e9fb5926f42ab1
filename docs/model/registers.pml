/*
 * Registers with a change of epoch, as docs/voting.md has them, for spin.
 *
 * One write-once register; attempts of proposers in the old epoch and in the new one; three voters before
 * and three after. Over every interleaving:
 *
 *   agreement   no two attempts, of either epoch, decide different values (the assertion in DECIDE)
 *
 * How the network is modelled: an attempt deals with one voter in one step, with any voters in any order,
 * or never. A lost message is a step not taken, a late one a step taken late: attempts go on when they are
 * overtaken, and after they decided. A message that comes twice finds its ballot promised or exceeded, and
 * does nothing new. A crash that keeps the disk is a pause. What a voter answers is what its disk holds,
 * so to persist and to answer are one step; -DVOLATILE splits them.
 *
 * A voter seals in one step, at any time, or never. A new voter takes over the registers of one sealed voter
 * in a step (paging changes nothing: they stand still), and votes when it has those of a majority. An old
 * voter that goes on into the new set is one of these sources for itself. The next set is decided in a register
 * of the old epoch, which is such a register itself, so the model starts where it is known.
 *
 * The ballots are set by O1, O2, N1, N2 (O2 and N2 zero: no such attempt). The order of ballots begins with
 * the epoch, so those of the new epoch are above. With ballots that ignore the epoch (O1=2, N1=1, N2=3) the
 * assertion breaks: this model found it. Ballot 1 decides in the new epoch among two voters that took over
 * nothing; a third took over ballot 2, undecided; ballot 3 reads it there as the highest.
 *
 * Mutants, each of which must break the assertion: -DNOSEAL (a sealed voter still votes), -DNOPREPARE (a
 * proposer skips the prepare), -DONEVOTER (a new voter starts from one old voter), -DMINORITY (one vote
 * decides), -DVOLATILE (a voter answers before its disk has it, and forgets), -DTRUSTCOPIES (a proposer takes
 * what a majority of new voters report at one ballot as decided, and saves itself the second phase).
 */

#ifndef O1
#define O1 1
#endif
#ifndef O2
#define O2 2
#endif
#ifndef N1
#define N1 3
#endif
#ifndef N2
#define N2 4
#endif

#ifdef MINORITY
#define MAJORITY 1
#else
#define MAJORITY 2
#endif
#ifdef ONEVOTER
#define SOURCES 1
#else
#define SOURCES 2
#endif
#ifdef NOSEAL
#define OPEN(v) 1
#else
#define OPEN(v) (!(sealed & (1 << (v))))
#endif

#define HAS(set, v) ((set) & (1 << (v)))
#define COUNT(set) (((set) & 1) + (((set) >> 1) & 1) + (((set) >> 2) & 1))

/* A ballot belongs to one attempt, whose own value is the ballot. Zero is nothing. */
typedef Acceptor {
  byte promised;
  byte accepted;
  byte value
}

Acceptor old[3];
Acceptor new[3];
byte sealed;            /* old voters, a bit each */
byte taken[3];          /* by new voter: the old voters whose registers it has */
byte voting;            /* new voters, a bit each */
byte decided;           /* the first decision */

#define DECIDE(v) assert(decided == 0 || decided == (v)); decided = (v)

/* Phase 1 with voter v. A promise that comes when phase 2 has begun is given, and not looked at. */
#define PREPARE(voters, may, v) \
  :: d_step { !HAS(asked, v) && (may) && voters[v].promised <= ballot -> \
       voters[v].promised = ballot; \
       asked = asked | (1 << v); \
       if \
       :: phase == 1 && voters[v].accepted > highest -> \
            highest = voters[v].accepted; value = voters[v].value; same = 1 \
       :: phase == 1 && voters[v].accepted == highest && highest > 0 -> same = same + 1 \
       :: else \
       fi }

/* Phase 2 with voter v. */
#ifdef VOLATILE
#define ACCEPT(voters, may, v) \
  :: d_step { phase == 2 && !HAS(yes, v) && (may) && voters[v].promised <= ballot -> \
       voters[v].promised = ballot; voters[v].accepted = ballot; voters[v].value = value; \
       yes = yes | (1 << v) } \
  :: d_step { phase == 2 && !HAS(yes, v) && (may) && voters[v].promised <= ballot -> \
       yes = yes | (1 << v) }
#else
#define ACCEPT(voters, may, v) \
  :: d_step { phase == 2 && !HAS(yes, v) && (may) && voters[v].promised <= ballot -> \
       voters[v].promised = ballot; voters[v].accepted = ballot; voters[v].value = value; \
       yes = yes | (1 << v) }
#endif

#ifdef TRUSTCOPIES
#define SHORTCUT :: d_step { phase == 1 && same >= MAJORITY -> DECIDE(value); phase = 3 }
#else
#define SHORTCUT
#endif

#ifdef NOPREPARE
#define PROMISED 1
#else
#define PROMISED (COUNT(asked) >= MAJORITY)
#endif

#define ATTEMPT(voters, may) \
  byte asked, highest, value, yes, same, phase = 1; \
  do \
  PREPARE(voters, may(0), 0) \
  PREPARE(voters, may(1), 1) \
  PREPARE(voters, may(2), 2) \
  SHORTCUT \
  :: d_step { phase == 1 && PROMISED -> \
       if :: value == 0 -> value = ballot :: else fi; \
       highest = 0; same = 0; phase = 2 } \
  ACCEPT(voters, may(0), 0) \
  ACCEPT(voters, may(1), 1) \
  ACCEPT(voters, may(2), 2) \
  :: d_step { phase == 2 && COUNT(yes) >= MAJORITY -> DECIDE(value); phase = 3 } \
  od

#define ACTIVE(v) HAS(voting, v)

proctype OldAttempt(byte ballot) { ATTEMPT(old, OPEN) }
proctype NewAttempt(byte ballot) { ATTEMPT(new, ACTIVE) }

proctype Sealing() {
  do
  :: d_step { !HAS(sealed, 0) -> sealed = sealed | 1 }
  :: d_step { !HAS(sealed, 1) -> sealed = sealed | 2 }
  :: d_step { !HAS(sealed, 2) -> sealed = sealed | 4 }
  od
}

#define TAKE(v) \
  :: d_step { !HAS(voting, n) && HAS(sealed, v) && !HAS(taken[n], v) -> \
       taken[n] = taken[n] | (1 << v); \
       if \
       :: old[v].accepted > new[n].accepted -> \
            new[n].promised = old[v].accepted; \
            new[n].accepted = old[v].accepted; \
            new[n].value = old[v].value \
       :: else \
       fi }

proctype Joining(byte n) {
  do
  TAKE(0)
  TAKE(1)
  TAKE(2)
  :: d_step { !HAS(voting, n) && COUNT(taken[n]) >= SOURCES -> voting = voting | (1 << n); taken[n] = 0 }
  od
}

init {
  atomic {
    run OldAttempt(O1);
#if O2 > 0
    run OldAttempt(O2);
#endif
    run NewAttempt(N1);
#if N2 > 0
    run NewAttempt(N2);
#endif
    run Sealing();
    run Joining(0);
    run Joining(1);
    run Joining(2)
  }
}
