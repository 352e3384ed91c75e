import ServiceLifecycle

/// Waits, but not beyond the moment when the process is asked to stop.
func pause(for duration: Duration) async {
    guard duration > .zero else { return }
    // A fault that delays answers is a span of time by its nature.
    await cancelWhenGracefulShutdown { try? await Task.sleep(for: duration) }
}
