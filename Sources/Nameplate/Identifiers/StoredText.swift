// Values that a store gives back. They were checked when they went in, and a rule that was tightened since must not
// make what is stored unreadable.

extension UserID {
    package init(stored text: String) { self.text = text }
}

extension NetworkName {
    package init(stored text: String) { self.text = text }
}

extension SessionID {
    package init(stored text: String) { self.text = text }
}

extension DisplayName {
    package init(stored text: String) { self.text = text }
}

extension WebURL {
    package init(stored text: String) { self.text = text }
}
