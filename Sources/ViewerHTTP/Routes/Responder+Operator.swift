import Membership
import NIOCore
import NIOHTTP1

/// `POST /v1/leave`, `POST /v1/drain` and `POST /v1/members/{name}/forget`.
extension Responder {
    func leave(_ loop: any EventLoop) -> Answering {
        later(loop) { [service] in
            await service.leave()
            return .noContent
        }
    }

    func drain(_ loop: any EventLoop) -> Answering {
        later(loop) { [service] in
            await service.drain()
            return .noContent
        }
    }

    func forget(_ call: Call, _ loop: any EventLoop) -> Answering {
        guard let name = Route.forgottenName(in: call.target.path) else { return .now(.noContent) }
        return later(loop) { [service] in
            switch await service.forget(name: name) {
            case .forgotten: .noContent
            case .noSuchMember: .failure(.notFound, "no such member", path: call.target.path)
            case .stillAlive:
                .failure(
                    .conflict, "this member is alive: only a dead or left one can be forgotten",
                    path: call.target.path)
            case nil: Self.stopping(call)
            }
        }
    }
}
