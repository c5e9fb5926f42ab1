/// What the gate says about a request's head.
enum Admission {
    case admitted(Call)
    case refused(Reply)
    /// The body is not worth reading: answer at once, and end the connection.
    case tooLarge(Reply)
}
