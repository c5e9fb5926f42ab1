// A closed-loop HTTP/1.1 load generator that costs little: one thread, some connections, each with one request
// under way at a time. It shares the machine with the server that it measures, so what it spends is missing
// there; response bodies are counted and dropped in the kernel, never copied.
//
//   load HOST PORT CONNECTIONS SECONDS METHOD PATH [--header "Name: value"]... [--bodies FILE] [--follow]
//
// --bodies: one body a line, sent in turn. --follow: asks like a browser that polls, each request with the
// ETag of the last answer. Prints one line: RESULT {json}; latencies in microseconds, from the first byte sent
// to the last byte read. "refused" are answers of 400 and above, "broken" connections that ended too early.
// It reads what the two servers of scripts/bench-argus.py send: heads under 16 KiB, bodies with a length.
#ifdef __linux__
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 16384, EVENTS_MAX = 64, TAG_MAX = 256 };

typedef struct {
    char *bytes;
    size_t count;
} Request;

typedef struct {
    int socket;
    const Request *request;
    size_t sent;
    uint64_t began;
    char head[HEAD_MAX];
    size_t held;
    // Bytes of the body that are still to come, once the head was read.
    uint64_t rest;
    int is_in_body, closes, status, waits_to_write;
} Connection;

static struct sockaddr_in server;
static int poller;
static Request *requests;
static size_t request_count, turn;
static const char *method, *path;
static char *headers;
static int follows;
static char etag[TAG_MAX];
static uint32_t *latencies;
static size_t answered, latencies_room;
static uint64_t bytes_read, refused, broken;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static Request made(const char *body, size_t count, const char *tag) {
    Request request;
    size_t room = strlen(path) + strlen(headers) + count + TAG_MAX + 256;
    if (!(request.bytes = malloc(room))) fail("malloc");
    int head = snprintf(request.bytes, room, "%s %s HTTP/1.1\r\nHost: bench\r\n%s", method, path, headers);
    if (tag && *tag) head += snprintf(request.bytes + head, room - (size_t)head, "If-None-Match: %s\r\n", tag);
    if (body) head += snprintf(request.bytes + head, room - (size_t)head, "Content-Length: %zu\r\n", count);
    head += snprintf(request.bytes + head, room - (size_t)head, "\r\n");
    if (body) memcpy(request.bytes + head, body, count);
    request.count = (size_t)head + count;
    return request;
}

static void read_bodies(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) fail(name);
    char *line = NULL;
    size_t room = 0;
    ssize_t count;
    while ((count = getline(&line, &room, file)) > 0) {
        if (line[count - 1] == '\n') count--;
        requests = realloc(requests, (request_count + 1) * sizeof *requests);
        if (!requests) fail("realloc");
        requests[request_count++] = made(line, (size_t)count, NULL);
    }
    free(line);
    fclose(file);
}

static void watch(Connection *connection, int operation, int writes) {
    struct epoll_event event = {.events = EPOLLIN | (writes ? EPOLLOUT : 0), .data.ptr = connection};
    if (epoll_ctl(poller, operation, connection->socket, &event)) fail("epoll_ctl");
    connection->waits_to_write = writes;
}

static void send_rest(Connection *connection) {
    const Request *request = connection->request;
    while (connection->sent < request->count) {
        ssize_t count = send(connection->socket, request->bytes + connection->sent,
                             request->count - connection->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) {
            // A broken connection is noticed by reading.
            if (errno == EAGAIN && !connection->waits_to_write) watch(connection, EPOLL_CTL_MOD, 1);
            return;
        }
        connection->sent += (size_t)count;
    }
    if (connection->waits_to_write) watch(connection, EPOLL_CTL_MOD, 0);
}

static void next_request(Connection *connection) {
    connection->request = &requests[turn++ % request_count];
    connection->sent = 0;
    connection->held = 0;
    connection->is_in_body = 0;
    connection->began = now();
    send_rest(connection);
}

static void open_connection(Connection *connection) {
    connection->socket = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(connection->socket, (struct sockaddr *)&server, sizeof server)) fail("connect");
    watch(connection, EPOLL_CTL_ADD, 0);
    next_request(connection);
}

static void reopen(Connection *connection, int is_broken) {
    broken += (uint64_t)is_broken;
    close(connection->socket);
    open_connection(connection);
}

static void complete(Connection *connection) {
    if (answered == latencies_room) {
        latencies_room = latencies_room ? latencies_room * 2 : 1 << 20;
        if (!(latencies = realloc(latencies, latencies_room * sizeof *latencies))) fail("realloc");
    }
    latencies[answered++] = (uint32_t)((now() - connection->began) / 1000);
    refused += connection->status >= 400;
    if (connection->closes) return reopen(connection, 0);
    next_request(connection);
}

static void note_tag(const char *value, size_t count) {
    if (count >= TAG_MAX || (strlen(etag) == count && !memcmp(etag, value, count))) return;
    memcpy(etag, value, count);
    etag[count] = 0;
    // The former request may be under way still: it stays, and there are few tags.
    requests[0] = made(NULL, 0, etag);
}

// Reads the head's lines up to `end`, which points behind the blank one.
static void read_head(Connection *connection, char *end) {
    connection->status = atoi(connection->head + 9);
    connection->closes = 0;
    uint64_t length = 0;
    char *line = connection->head;
    while ((line = memchr(line, '\n', (size_t)(end - line))) && ++line < end) {
        if (!strncasecmp(line, "content-length:", 15)) length = strtoull(line + 15, NULL, 10);
        if (!strncasecmp(line, "connection: close", 17)) connection->closes = 1;
        if (follows && !strncasecmp(line, "etag: ", 6)) note_tag(line + 6, strcspn(line + 6, "\r\n"));
    }
    if (connection->status == 204 || connection->status == 304) length = 0;
    uint64_t held = connection->held - (size_t)(end - connection->head);
    connection->rest = length > held ? length - held : 0;
    connection->is_in_body = 1;
}

static void receive(Connection *connection) {
    if (!connection->is_in_body) {
        ssize_t count = recv(connection->socket, connection->head + connection->held,
                             HEAD_MAX - connection->held, MSG_DONTWAIT);
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) return reopen(connection, 1);
        bytes_read += (uint64_t)count;
        connection->held += (size_t)count;
        char *blank = memmem(connection->head, connection->held, "\r\n\r\n", 4);
        if (!blank && connection->held == HEAD_MAX) return reopen(connection, 1);
        if (!blank) return;
        read_head(connection, blank + 4);
    }
    if (connection->rest) {
        // TCP's MSG_TRUNC: the kernel drops what it would copy (tcp(7)).
        ssize_t count = recv(connection->socket, NULL, connection->rest, MSG_DONTWAIT | MSG_TRUNC);
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) return reopen(connection, 1);
        bytes_read += (uint64_t)count;
        connection->rest -= (uint64_t)count;
    }
    if (!connection->rest) complete(connection);
}

static int by_size(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static uint32_t percentile(double part) {
    return answered ? latencies[(size_t)((double)(answered - 1) * part)] : 0;
}

static void read_options(int count, char **options) {
    const char *bodies = NULL;
    headers = calloc(1, HEAD_MAX);
    for (int i = 0; i < count; i++) {
        if (!strcmp(options[i], "--follow")) {
            follows = 1;
        } else if (!strcmp(options[i], "--bodies") && i + 1 < count) {
            bodies = options[++i];
        } else if (!strcmp(options[i], "--header") && i + 1 < count) {
            size_t used = strlen(headers);
            snprintf(headers + used, HEAD_MAX - used, "%s\r\n", options[++i]);
        } else {
            fprintf(stderr, "load: what is %s?\n", options[i]);
            exit(2);
        }
    }
    if (bodies) {
        read_bodies(bodies);
    } else {
        requests = malloc(sizeof *requests);
        requests[0] = made(NULL, 0, NULL);
        request_count = 1;
    }
}

int main(int count, char **words) {
    if (count < 7) {
        fprintf(stderr, "usage: load HOST PORT CONNECTIONS SECONDS METHOD PATH [options]\n");
        return 2;
    }
    server.sin_family = AF_INET;
    server.sin_port = htons((uint16_t)atoi(words[2]));
    if (!inet_aton(words[1], &server.sin_addr)) return 2;
    method = words[5];
    path = words[6];
    read_options(count - 7, words + 7);
    if (!request_count || (poller = epoll_create1(0)) < 0) fail("load");
    size_t connection_count = (size_t)atoi(words[3]);
    Connection *connections = calloc(connection_count, sizeof *connections);
    uint64_t start = now(), end = start + (uint64_t)(atof(words[4]) * 1e9);
    for (size_t i = 0; i < connection_count; i++) open_connection(&connections[i]);
    struct epoll_event events[EVENTS_MAX];
    while (now() < end) {
        int ready = epoll_wait(poller, events, EVENTS_MAX, 100);
        for (int i = 0; i < ready; i++) {
            Connection *connection = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) send_rest(connection);
            if (events[i].events & ~(uint32_t)EPOLLOUT) receive(connection);
        }
    }
    uint64_t took = (now() - start) / 1000;
    qsort(latencies, answered, sizeof *latencies, by_size);
    printf("RESULT {\"requests\": %zu, \"microseconds\": %llu, \"bytes\": %llu, \"p50\": %u, \"p99\": %u, "
           "\"refused\": %llu, \"broken\": %llu}\n",
           answered, (unsigned long long)took, (unsigned long long)bytes_read, percentile(0.5), percentile(0.99),
           (unsigned long long)refused, (unsigned long long)broken);
    return 0;
}
#else
#include <stdio.h>

int main(void) {
    fprintf(stderr, "load: it needs Linux\n");
    return 1;
}
#endif
