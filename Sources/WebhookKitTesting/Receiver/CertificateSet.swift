/// Certificates of every right and wrong sort, made by the `openssl` tool once a process.
///
/// Two days old at the most, with keys that exist for nothing else: they are no secrets.
package struct CertificateSet: Sendable {
    /// An authority as PEM text: who trusts it trusts ``good`` and the wrong ones below.
    package private(set) var authority = ""
    /// For localhost and 127.0.0.1, signed by ``authority``.
    package private(set) var good = ""
    /// The same, but signed by an authority between, which is sent along.
    package private(set) var chained = ""
    /// The same, but the one between is not sent along.
    package private(set) var incomplete = ""
    /// Was good until 2021.
    package private(set) var expired = ""
    /// Will be good in 2048.
    package private(set) var notYetValid = ""
    /// For another host.
    package private(set) var wrongHost = ""
    /// For localhost and 127.0.0.1, signed by its own key.
    package private(set) var selfSigned = ""
    /// Signed by an authority that nobody trusts, which is sent along.
    package private(set) var stranger = ""
    /// A client's certificate, signed by ``authority``, without the key.
    package private(set) var client = ""
    /// The client's key.
    package private(set) var clientKey = ""
    /// The same, encrypted in both ways that PEM has: PKCS #8 (RFC 5958), and OpenSSL's old one.
    package private(set) var encryptedClientKeys: [String] = []
    /// What decrypts them.
    package static let passphrase = "open sesame"

    /// The process's set, made when it is first asked for.
    package static var shared: CertificateSet {
        get async throws { try await making.value }
    }

    private static let making = Task {
        try await ReceiverThread.run { try CertificateSet(madeWith: OpenSSLTool(folder: .init())) }
    }

    private init(madeWith tool: OpenSSLTool) throws {
        let folder = tool.folder
        try TextFile.write(Self.settings(in: folder), to: folder.at("settings"))
        try TextFile.write("", to: folder.at("index"))
        try TextFile.write("01\n", to: folder.at("serial"))
        let names = ["root", "between", "other", "receiver", "alone", "client"]
        for name in names {
            try tool.run([
                "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                folder.at("\(name).key"),
            ])
        }
        for name in ["root", "other"] { try tool.signByItself(name, as: "authority") }
        try tool.signByItself("alone", as: "receiver")
        for name in ["between", "receiver", "client"] { try tool.request(name) }

        func identity(_ certificates: String...) throws -> String {
            try TextFile.read(folder.at("receiver.key")) + certificates.joined()
        }
        let between = try tool.sign("between", as: "authority", by: "root")
        authority = try TextFile.read(folder.at("root.pem"))
        good = try identity(try tool.sign("receiver", as: "receiver", by: "root"))
        let below = try tool.sign("receiver", as: "receiver", by: "between")
        chained = try identity(below, between)
        incomplete = try identity(below)
        expired = try identity(
            try tool.sign("receiver", as: "receiver", by: "root", from: 2020, to: 2021)
        )
        notYetValid = try identity(
            try tool.sign("receiver", as: "receiver", by: "root", from: 2048, to: 2049)
        )
        wrongHost = try identity(try tool.sign("receiver", as: "elsewhere", by: "root"))
        selfSigned =
            try TextFile.read(folder.at("alone.key")) + TextFile.read(folder.at("alone.pem"))
        stranger = try identity(
            try tool.sign("receiver", as: "receiver", by: "other"),
            try TextFile.read(folder.at("other.pem"))
        )
        client = try tool.sign("client", as: "client", by: "root")
        clientKey = try TextFile.read(folder.at("client.key"))
        encryptedClientKeys = [
            try tool.encrypt("client", by: ["pkcs8", "-topk8", "-v2", "aes-256-cbc"]),
            try tool.encrypt("client", by: ["ec", "-aes256"]),
        ]
    }

    /// What `openssl ca` wants to know.
    private static func settings(in folder: TemporaryFolder) -> String {
        """
        [ca]
        default_ca = here
        [here]
        database = \(folder.at("index"))
        serial = \(folder.at("serial"))
        new_certs_dir = \(folder.path)
        default_md = sha256
        policy = names
        unique_subject = no
        [names]
        commonName = supplied
        [req]
        distinguished_name = subject
        prompt = no
        [subject]
        CN = none
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [receiver]
        basicConstraints = CA:FALSE
        subjectAltName = DNS:localhost,IP:127.0.0.1
        [elsewhere]
        basicConstraints = CA:FALSE
        subjectAltName = DNS:elsewhere.example
        [client]
        basicConstraints = CA:FALSE
        extendedKeyUsage = clientAuth

        """
    }
}

extension OpenSSLTool {
    fileprivate func signByItself(_ name: String, as section: String) throws {
        try run([
            "req", "-config", folder.at("settings"), "-x509", "-new", "-sha256", "-days", "2",
            "-key", folder.at("\(name).key"), "-subj", "/CN=\(name)", "-extensions", section,
            "-out", folder.at("\(name).pem"),
        ])
    }

    fileprivate func request(_ name: String) throws {
        try run([
            "req", "-config", folder.at("settings"), "-new", "-key", folder.at("\(name).key"),
            "-subj", "/CN=\(name)", "-out", folder.at("\(name).csr"),
        ])
    }

    /// Encrypts a key and gives it as PEM text.
    fileprivate func encrypt(_ name: String, by command: [String]) throws -> String {
        let file = folder.at("\(name).encrypted.key")
        try run(
            command + [
                "-in", folder.at("\(name).key"), "-out", file, "-passout",
                "pass:\(CertificateSet.passphrase)",
            ]
        )
        return try TextFile.read(file)
    }

    /// Signs and gives the certificate as PEM text; it also becomes the file named after it.
    fileprivate func sign(
        _ name: String,
        as section: String,
        by issuer: String,
        from start: Int? = nil,
        to end: Int? = nil
    ) throws -> String {
        var arguments = [
            "ca", "-batch", "-notext", "-config", folder.at("settings"), "-cert",
            folder.at("\(issuer).pem"), "-keyfile", folder.at("\(issuer).key"), "-in",
            folder.at("\(name).csr"), "-extensions", section, "-out", folder.at("\(name).pem"),
        ]
        if let start, let end {
            arguments += ["-startdate", "\(start)0101000000Z", "-enddate", "\(end)0101000000Z"]
        } else {
            arguments += ["-days", "2"]
        }
        try run(arguments)
        return try TextFile.read(folder.at("\(name).pem"))
    }
}
