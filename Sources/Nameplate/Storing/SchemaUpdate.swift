/// What bringing a schema up to date came to.
package struct SchemaUpdate: Sendable {
    /// At which step it is now.
    package let schema: Int
    /// The steps that this took, by their numbers.
    package let steps: [Int]

    package init(schema: Int, steps: [Int]) {
        self.schema = schema
        self.steps = steps
    }
}
