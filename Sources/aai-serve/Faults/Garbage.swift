/// What a client must be able to meet in place of the service's frames.
enum Garbage {
  static let texts = [
    "this is no JSON", "{\"type\":\"Turn\"", "[]", "42", "null", "\"text\"", "{}",
    "{\"type\":42}", "{\"type\":\"Unheard\",\"of\":true}",
    "{\"type\":\"Turn\",\"turn_order\":\"first\",\"words\":7,\"transcript\":null,\"end_of_turn\":1}",
    "{\r\n  \"type\": \"Unheard\",\r\n  \"pretty\": true\r\n}",
  ]
}
