@main
struct MemberAgent {
    static func main() {}
}
