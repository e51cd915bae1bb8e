/// The toolkit's version, one for all programs.
public enum Version {
  public static let current = "0.1.0"
}
