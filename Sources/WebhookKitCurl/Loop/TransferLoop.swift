#if canImport(WebhookKitCCurl)
import WebhookKit

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// A thread that drives libcurl for all requests with the same TLS settings and destination policy.
///
/// It lives while there are requests and for the idle time after them; then it ends, and all of its
/// connections are closed.
final class TransferLoop: Sendable {
    /// Where requests are made ready, by the tasks that send them.
    let requests: RequestPool
    private let inbox = Inbox()

    var hasEnded: Bool { inbox.hasEnded }

    /// Starts the thread.
    ///
    /// - Throws: ``TransportFailure`` when the system makes none, or authorities cannot be read.
    init(_ settings: LoopSettings) throws(TransportFailure) {
        let options: EasyOptions
        do throws(FieldError) {
            options = try EasyOptions(settings)
        } catch {
            throw TransportFailure(.local, error.description)
        }
        requests = RequestPool(settings.configuration, most: settings.connections)
        let trouble = BlockingThread.start { [inbox, requests] in
            Self.blockSignals()
            do throws(TransportFailure) {
                try LoopWorker(settings, options, inbox: inbox, requests: requests).run()
            } catch {
                // A new loop has to take over.
                for (_, continuation) in inbox.abandon().started {
                    continuation.resume(returning: .failure(error))
                }
            }
            requests.close()
        }
        if let trouble { throw TransportFailure(.local, trouble) }
    }

    /// Starts a call; false when the thread has ended, so that another loop is needed.
    func start(_ call: Call, _ continuation: Call.Continuation) -> Bool {
        inbox.start(call, continuation)
    }

    /// Aborts a call, also one that is started only after this.
    func cancel(_ call: Call) {
        inbox.cancel(call)
    }

    /// Ends the thread when its calls are over.
    func stop() {
        inbox.stop()
    }

    /// Leaves signals to the host's threads. SIGPIPE above all: with `CURLOPT_NOSIGNAL` libcurl does
    /// not look after it, and TLS libraries may write to a connection that is closed. On Darwin, where
    /// that signal is the process's, ``ConnectGate`` turns it off for each socket.
    private static func blockSignals() {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}

/// What a loop is made with.
struct LoopSettings: Sendable {
    var configuration: CurlTransport.Configuration
    var tls: TLSSettings
    /// The most connections, cut to what the process may open.
    var connections: Int
}
#endif
