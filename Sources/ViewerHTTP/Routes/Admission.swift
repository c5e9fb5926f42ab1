/// What the gate says about a request's head.
enum Admission {
    case admitted(Call)
    case refused(Reply)
}
