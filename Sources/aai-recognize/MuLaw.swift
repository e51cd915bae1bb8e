/// G.711 µ-law.
enum MuLaw {
  /// The linear sample of each byte (ITU-T G.711, table 2a, scaled to 16 bits).
  static let linear: [Int16] = (0..<256).map { byte in
    let code = ~byte & 0xFF
    let magnitude = ((code & 0x0F) << 3 + 132) << ((code >> 4) & 7) - 132
    return Int16(code & 0x80 == 0 ? magnitude : -magnitude)
  }
}
