/// What a number is wanted for. Asking twice gives one number.
struct NumberRequest: Hashable, Sendable {
    var fleet: FleetName
    var identity: ClusterIdentity
}
