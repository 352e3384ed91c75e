/// Waiting for what a page will show, inside the page.
extension Tab {
    /// Waits until the expression holds: asked anew with each change of the document or of the page's log.
    ///
    /// The timer is for what changes without either; hidden pages get theirs once a second.
    func until(_ condition: String, within seconds: Int = 20) async throws {
        try await run(
            """
            let last;
            const holds = () => { try { return (\(condition)) } catch (error) { last = error } };
            return new Promise((resolve, reject) => {
              const finish = end => {
                observer.disconnect();
                clearInterval(timer);
                clearTimeout(limit);
                removeEventListener('noted', check);
                end();
              };
              const check = () => holds() && finish(resolve);
              const observer = new MutationObserver(check);
              const timer = setInterval(check, 50);
              const state = () => `${location.href}: ${JSON.stringify(window.log?.slice?.(-12))}, ${document.body?.innerText}`;
              const fail = () => reject(new Error(`never true: ${given[0]} (${last ?? ''}) at ${state()}`));
              const limit = setTimeout(() => finish(fail), \(seconds * 1000));
              observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
              addEventListener('noted', check);
              check();
            });
            """,
            condition
        )
    }

    /// Waits until the expression holds, also across navigations, which end the script that waits.
    func untilAfterNavigation(_ condition: String, within seconds: Int = 20) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while true {
            do {
                return try await until(condition, within: seconds)
            } catch let refusal as WebDriver.Refusal where ContinuousClock.now < limit && refusal.isOfNavigation {
                try Task.checkCancellation()
            }
        }
    }
}

extension WebDriver.Refusal {
    /// The page went away while its script ran.
    var isOfNavigation: Bool {
        !message.contains("never true")
    }
}
