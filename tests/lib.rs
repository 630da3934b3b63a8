//! What the tests share: where the recordings are.
