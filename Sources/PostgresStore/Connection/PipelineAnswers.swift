/// What came back of a list of statements that were sent together.
struct PipelineAnswers {
    /// What an answer is the answer to.
    enum Step {
        case prepared(sql: String, name: String)
        case executed
    }

    var rows: [Rows] = []
    var done: [Step] = []
    /// The first, which may be followed by the loss of the connection.
    var failure: PostgresError?
    /// Whether everything was answered, so that the connection is ready for more.
    var isComplete = false
}
