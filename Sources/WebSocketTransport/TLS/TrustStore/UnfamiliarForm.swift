/// Something in a trust store that is not of the one form that is read lazily.
///
/// It need not be wrong: OpenSSL is to read the whole file, and to say what it thinks of it.
struct UnfamiliarForm: Error {}
