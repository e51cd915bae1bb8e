import TestKit
import Testing

@Suite("the source archive")
struct SourceArchiveTests {
  @Test(
    "a commit is the same bytes whoever packs it, and holds what a build needs",
    .enabled("in a checkout only") {
      try await Program.run("git", ["-C", Repository.root, "rev-parse", "HEAD"]).status == 0
    })
  func reproducible() async throws {
    let folder = try TemporaryFolder()
    let script = """
      (umask 077; TZ=Asia/Tokyo '\(Repository.root)/.ci/dist' a)
      '\(Repository.root)/.ci/dist' b
      cmp a/*.tar.gz b/*.tar.gz && tar -tzf a/*.tar.gz
      """
      .replacing("/.ci/dist' ", with: "/.ci/dist' \(folder.path)/")
    let run = try await Program.run("bash", ["-c", "cd '\(folder.path)'\n" + script])
    #expect(run.status == 0, "\(run.errors)")
    let names = run.output.split(separator: "\n").filter { !$0.contains(".tar.gz") }
    let top = Set(names.compactMap { $0.split(separator: "/").dropFirst().first })
    #expect(
      top.isSuperset(of: ["Makefile", "Package.swift", "README.md", "Sources", "Tests", "man"]))
    #expect(top.isDisjoint(with: [".build", ".git", "dist"]))
  }
}
