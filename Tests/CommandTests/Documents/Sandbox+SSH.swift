import TestKit

extension Sandbox {
  /// Makes `ssh studio` a machine of its own that has the sandbox's microphone: an sshd on loopback,
  /// with keys made for it.
  ///
  /// - Returns: What starts it, to be put before a script that needs it; it ends with the script.
  func studio() async throws -> String {
    let port = try await freePort()
    let path = folder.path
    try folder.write(
      "sshd_config",
      """
      ListenAddress 127.0.0.1:\(port)
      HostKey \(path)/host_key
      AuthorizedKeysFile \(path)/user_key.pub
      PidFile none
      UsePAM no
      # A temporary folder is nobody's home.
      StrictModes no
      SetEnv ALSA_CONFIG_PATH=\(path)/asound.conf

      """)
    try folder.write(
      "ssh_config",
      """
      Host studio
        HostName 127.0.0.1
        Port \(port)
        IdentityFile \(path)/user_key
        UserKnownHostsFile \(path)/known_hosts
        BatchMode yes

      """)
    try await install("ssh", "exec /usr/bin/ssh -F '\(path)/ssh_config' \"$@\"")
    return """
      for name in host user; do ssh-keygen -q -t ed25519 -N '' -f ${name}_key; done
      echo "[127.0.0.1]:\(port) $(cat host_key.pub)" >known_hosts
      # Where an sshd of root's shuts its unprivileged half in; the package leaves it to systemd.
      [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
      /usr/sbin/sshd -D -e -f sshd_config 2>sshd.log & sshd=$!
      trap 'kill $sshd' EXIT
      until (exec 3<>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null; do sleep 0.05; done

      """
  }
}
