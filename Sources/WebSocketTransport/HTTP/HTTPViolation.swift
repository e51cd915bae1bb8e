/// How a message breaks RFC 9112, in words that follow `is not HTTP:`.
enum HTTPViolation: String, Error {
  case startLine = "it does not begin as HTTP/1.1 does"
  case lineEnd = "a line of its head does not end in CR LF"
  case fieldLine = "a line of its head is no header field"
  case longTarget = "its target is longer than 80 KiB"
  case longField = "one of its header fields is longer than 80 KiB"
  case manyFields = "it has more than 256 header fields"
  case endlessHead = "its head has no end"
  case contentLength = "its Content-Length is not one number"
  case transferEncoding = "its Transfer-Encoding does not end in chunked"
  case twoLengths = "it has both a Content-Length and a Transfer-Encoding"
  case chunk = "a chunk of its body is malformed"
  case longBody = "its body is too long"
  case cutShort = "it ends in the middle"
}
