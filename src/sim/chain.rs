//! The chain that a question depends on, read from a trace, and where another trace of the same question broke it.
