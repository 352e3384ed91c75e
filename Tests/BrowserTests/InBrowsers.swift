import Testing

/// All tests in browsers, one after another: two at once only take turns on the processor.
@Suite(.serialized, .timeLimit(.minutes(5))) enum InBrowsers {}
