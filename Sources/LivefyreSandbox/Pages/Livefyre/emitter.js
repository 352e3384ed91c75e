// Calls listeners one after another, in the order in which they came. What a listener throws, `emit` throws.
class Emitter {
  constructor() {
    this._listeners = new Map();
  }

  on(name, listener) {
    this._listeners.set(name, [...this._of(name), listener]);
    return this;
  }

  once(name, listener) {
    const once = (...values) => {
      this.removeListener(name, once);
      listener.apply(this, values);
    };
    once.listener = listener;
    return this.on(name, once);
  }

  removeListener(name, listener) {
    this._listeners.set(name, this._of(name).filter(other => other !== listener && other.listener !== listener));
    return this;
  }

  off(name, listener) {
    return this.removeListener(name, listener);
  }

  emit(name, ...values) {
    for (const listener of this._of(name)) listener.apply(this, values);
    return this;
  }

  _of(name) {
    return this._listeners.get(name) || [];
  }
}
