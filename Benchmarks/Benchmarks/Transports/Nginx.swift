import Foundation
import WebhookKitTesting

/// nginx with one worker on a free port of loopback, that answers every request with 200.
///
/// Ends with this object, and with this process however that ends.
final class Nginx {
    let url: String
    private let folder: TemporaryFolder
    private let process = Process()
    /// The shell around nginx ends it when nobody holds this end any more; by force, because the
    /// threads of Dispatch start processes with all signals blocked.
    private let life = Pipe()

    init() throws {
        folder = try TemporaryFolder()
        let port = try LoopbackPort().number
        url = "http://127.0.0.1:\(port)/webhook"
        let path = folder.path + "/nginx.conf"
        try Self.configuration(folder: folder.path, port: port)
            .write(toFile: path, atomically: false, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c",
            """
            PATH="$PATH:/usr/sbin:/usr/local/sbin"
            nginx -p "$0" -c "$0/nginx.conf" -e "$0/error.log" </dev/null &
            read -r _
            kill -KILL $!
            """,
            folder.path,
        ]
        process.standardInput = life
        try process.run()
        let end = ContinuousClock.now + .seconds(5)
        while !LoopbackPort.accepts(port) {
            guard ContinuousClock.now < end else {
                throw BenchmarkError("nginx does not answer; is it installed (apt install nginx)?")
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    deinit {
        try? life.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private static func configuration(folder: String, port: Int) -> String {
        """
        daemon off;
        master_process off;
        pid \(folder)/nginx.pid;
        worker_rlimit_nofile 8192;
        events { worker_connections 4096; }
        http {
            access_log off;
            client_body_temp_path \(folder)/body;
            proxy_temp_path \(folder)/proxy;
            fastcgi_temp_path \(folder)/fastcgi;
            uwsgi_temp_path \(folder)/uwsgi;
            scgi_temp_path \(folder)/scgi;
            # The headers and the body in one read.
            client_header_buffer_size 4k;
            keepalive_requests 1000000000;
            keepalive_timeout 3600s;
            keepalive_time 24h;
            server {
                listen 127.0.0.1:\(port) backlog=1024;
                default_type application/json;
                location / { return 200 '{"ok":true}'; }
            }
        }

        """
    }
}

/// A port of loopback that is bound, and where nobody listens, as long as this object lives.
final class LoopbackPort {
    let number: Int
    private let descriptor: Int32

    init() throws {
        let descriptor = Self.makeSocket()
        self.descriptor = descriptor
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        guard isBound else { throw BenchmarkError("no port of loopback is free") }
    }

    deinit { close(descriptor) }

    /// Whether somebody listens on a port.
    static func accepts(_ port: Int) -> Bool {
        let descriptor = makeSocket()
        defer { close(descriptor) }
        var address = address(port: UInt16(port))
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func makeSocket() -> Int32 {
        #if canImport(Glibc)
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
