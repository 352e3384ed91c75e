import HTTPTypes
import Hummingbird
import Nameplate

/// The route table.
///
/// Nothing else adds a route.
func buildRouter(_ parts: ServiceParts) -> (router: Router<ServiceContext>, routes: [String]) {
    let router = Router(context: ServiceContext.self, options: [.autoGenerateHeadEndpoints])
    let pageHeaders = PageHeaders(settings: parts.settings)
    router.add(middleware: TraceMiddleware())
    router.add(
        middleware: ProblemMiddleware(metrics: parts.metrics, drain: parts.drain, pageHeaders: pageHeaders)
    )
    addOperations(to: router, parts)
    addNetworkRoutes(to: router, parts)
    let drain = DrainGate(drain: parts.drain)
    let backend = router.group().add(middleware: BackendGate(apiKeys: parts.settings.apiKeys)).add(middleware: drain)
    addBackendRoutes(to: backend, parts)
    let browsers = router.group().add(middleware: BrowserGate(settings: parts.settings)).add(middleware: drain)
    addBrowserRoutes(to: browsers, parts)
    let routes = router.routes.map { "\($0.method) \($0.path)" }
    refuseOtherMethods(on: router, parts)
    if let directory = parts.settings.publicDirectory { addPages(to: router, from: directory, parts) }
    return (router, routes)
}

private func addPages(to router: Router<ServiceContext>, from directory: String, _ parts: ServiceParts) {
    let newspaper = parts.settings.newspaper
    router.add(middleware: SharedModules(browserModule: BrowserModule(directory: directory)))
    router.add(middleware: PublicFiles(directory: directory, newspaper: newspaper, logger: parts.logger))
    guard let newspaper else { return }
    router.get("/newspaper.json") { _, _ in newspaper.response }
}

private func addOperations(to router: Router<ServiceContext>, _ parts: ServiceParts) {
    let operations = OperationsController(
        store: parts.store,
        metrics: parts.metrics,
        hub: parts.hub,
        sender: parts.sender,
        clock: parts.clock,
        drain: parts.drain,
        version: parts.settings.version
    )
    router.get("/health", use: operations.health)
    router.get("/ready", use: operations.ready)
    router.get("/metrics", use: operations.metrics)
}

private func addNetworkRoutes(to router: Router<ServiceContext>, _ parts: ServiceParts) {
    let pull = PullController(
        profiles: parts.profiles,
        networks: parts.networks,
        log: parts.pullLog,
        metrics: parts.metrics,
        clock: parts.clock
    )
    router.get("/livefyre/profile", use: pull.byQuery)
    router.get("/livefyre/profile/{id}", use: pull.byPath)
}

private func addBackendRoutes(to group: RouterGroup<ServiceContext>, _ parts: ServiceParts) {
    let users = UsersController(
        store: parts.store,
        changes: changes(parts),
        hasher: parts.hasher,
        erasedName: parts.settings.erasedName,
        clock: parts.clock
    )
    group.get("/users", use: users.list)
    group.get("/users/{id}", use: users.get)
    group.put("/users/{id}", use: users.put)
    group.patch("/users/{id}", use: users.patch)
    group.delete("/users/{id}", use: users.erase)
    group.put("/users/{id}/password", use: users.putPassword)
    group.get("/users/{id}/timeline", use: TimelineController(store: parts.store).timeline)
    let access = AccessController(
        store: parts.store,
        networks: parts.networks,
        tokenLifetime: parts.settings.tokenLifetime,
        clock: parts.clock,
        randomness: parts.randomness
    )
    group.post("/users/{id}/token", use: access.token)
    group.post("/users/{id}/handoff", use: access.handoff)
    group.get("/users/{id}/sessions", use: access.sessions)
    group.delete("/users/{id}/sessions", use: access.endSessions)
    let deliveries = DeliveriesController(store: parts.store, networks: parts.networks, clock: parts.clock)
    group.get("/deliveries", use: deliveries.list)
    group.post("/deliveries/replay", use: deliveries.replay)
    let networks = NetworksController(
        store: parts.store,
        networks: parts.networks,
        outbound: parts.outbound,
        keyReload: parts.keyReload,
        sender: parts.sender,
        clock: parts.clock
    )
    group.get("/networks", use: networks.list)
    group.post("/networks/reload", use: networks.reload)
    group.post("/networks/{name}/pause", use: networks.pause)
    group.post("/networks/{name}/resume", use: networks.resume)
    group.post("/networks/{name}/reconcile", use: networks.reconcile)
    group.put("/networks/{name}/pull-url", use: networks.putPullURL)
}

private func addBrowserRoutes(to group: RouterGroup<ServiceContext>, _ parts: ServiceParts) {
    let answer = SessionAnswer(
        networks: parts.networks,
        tokenLifetime: parts.settings.tokenLifetime,
        networkAuthURL: parts.settings.networkAuthURL,
        clock: parts.clock
    )
    let throttle = LoginThrottle()
    let address = ClientAddress(trustedProxies: parts.settings.trustedProxies)
    let signIn = SignInController(
        store: parts.store,
        sessions: parts.sessions,
        answer: answer,
        hasher: parts.hasher,
        throttle: throttle,
        clientAddress: address,
        metrics: parts.metrics,
        clock: parts.clock,
        randomness: parts.randomness
    )
    group.post("/auth/login", use: signIn.login)
    group.post("/auth/handoff", use: signIn.handoff)
    let session = SessionController(
        store: parts.store,
        sessions: parts.sessions,
        answer: answer,
        networks: parts.networks,
        clock: parts.clock,
        randomness: parts.randomness
    )
    group.get("/auth/session", use: session.session)
    group.get("/auth/token", use: session.token)
    group.post("/auth/cycle", use: session.cycle)
    group.post("/auth/logout", use: session.logout)
    let events = EventsController(
        sessions: parts.sessions,
        store: parts.store,
        hub: parts.hub,
        metrics: parts.metrics,
        tabs: parts.tabLog
    )
    group.get("/auth/events", use: events.events)
    let own = OwnSessionsController(store: parts.store, sessions: parts.sessions, clock: parts.clock)
    group.get("/auth/sessions", use: own.list)
    group.delete("/auth/sessions/{id}", use: own.end)
    let profile = ProfileController(
        sessions: parts.sessions,
        changes: changes(parts),
        answer: answer
    )
    group.get("/profile", use: profile.get)
    group.patch("/profile", use: profile.patch)
    let password = PasswordController(
        store: parts.store,
        sessions: parts.sessions,
        hasher: parts.hasher,
        throttle: throttle,
        clientAddress: address,
        clock: parts.clock
    )
    group.put("/profile/password", use: password.put)
}

private func changes(_ parts: ServiceParts) -> Changes {
    Changes(
        store: parts.store,
        sender: parts.sender,
        networks: parts.networks,
        pingWait: parts.settings.pingWait,
        clock: parts.clock
    )
}

/// A call with a method that its path doesn't take is 405 with the ones it does; browsers' calls answer OPTIONS too.
private func refuseOtherMethods(on router: Router<ServiceContext>, _ parts: ServiceParts) {
    let browser = router.group().add(middleware: BrowserGate(settings: parts.settings))
    let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]
    for (path, routes) in Dictionary(grouping: router.routes, by: \.path.description) {
        let allowed = routes.map(\.method)
        let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        let refuse: @Sendable (Request, ServiceContext) async throws -> Response = { _, _ in
            throw Problem(
                .methodNotAllowed,
                "method",
                "This call doesn't take that method",
                detail: "It takes \(list).",
                headers: [.allow: list]
            )
        }
        for method in methods where !allowed.contains(method) {
            router.on(RouterPath(path), method: method, use: refuse)
        }
        let isBrowsers = path.hasPrefix("/auth") || path.hasPrefix("/profile")
        (isBrowsers ? browser : router.group()).on(RouterPath(path), method: .options, use: refuse)
    }
}
