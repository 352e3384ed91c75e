import ServiceLifecycle

/// Waits, but not beyond the moment when the process is asked to stop.
func pause(for duration: Duration) async {
    guard duration > .zero else { return }
    await cancelWhenGracefulShutdown { try? await Task.sleep(for: duration) }  // a delay is what is asked for
}
