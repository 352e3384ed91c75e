import LivefyreSandbox
import Nameplate
import Testing

@Suite struct RoleTests {
    @Test(arguments: ["owner", "admin", "member", "none", "outcast"])
    func `the system token sets every role`(affiliation: String) async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            #expect(try await lab.appoint("ada", affiliation).status == 200)
            #expect(try await lab.user("ada")["affiliation"]?.string == affiliation)
        }
    }

    @Test func `a moderator bans but appoints no moderators`() async throws {
        try await withLab { lab async throws in
            try await lab.appoint("adam", "admin")
            let token = try lab.token("adam")
            let role = "/api/v1.1/private/management/user/eve@labs.fyre.co/role/?lftoken=\(token)"
            #expect(try await lab.post(role, "affiliation=outcast&domain_wide=1").status == 200)
            #expect(try await lab.post(role, "affiliation=admin&domain_wide=1").status == 403)
            #expect(try await lab.post("/api/v3.0/author/eve@labs.fyre.co/unban", "lftoken=\(token)").status == 200)
        }
    }

    @Test func `a reader changes no roles, not even the own`() async throws {
        try await withLab { lab async throws in
            let token = try lab.token("eve")
            let role = "/api/v1.1/private/management/user/eve@labs.fyre.co/role/?lftoken=\(token)"
            #expect(try await lab.post(role, "affiliation=owner&domain_wide=1").status == 403)
            #expect(try await lab.post("/api/v3.0/author/ada@labs.fyre.co/ban", "lftoken=\(token)").status == 403)
            #expect(try await lab.ping("ada", token: token).status == 403)
        }
    }

    @Test(arguments: ["affiliation=king&domain_wide=1", "affiliation=admin", ""])
    func `an incomplete or unknown role is refused`(form: String) async throws {
        try await withLab { lab async throws in
            let path = "/api/v1.1/private/management/user/ada@labs.fyre.co/role/?lftoken=\(lab.system)"
            #expect(try await lab.post(path, form).status == 400)
        }
    }

    @Test func `a user of another network is not found`() async throws {
        try await withLab { lab async throws in
            let path = "/api/v3.0/author/ada@other.fyre.co/ban"
            #expect(try await lab.post(path, "lftoken=\(lab.system)").status == 404)
        }
    }
}
