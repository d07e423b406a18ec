import Testing
import WebhookKit
import WebhookKitCurl

@Suite struct CurlTransportTests {
    @Test func descriptionsHideKeys() throws {
        let pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"
        let key = "-----BEGIN PRIVATE KEY-----\nsesame\n-----END PRIVATE KEY-----"
        let certificate = try ClientCertificate(
            certificates: Certificates(pem: pem),
            key: key,
            passphrase: "sesame"
        )
        var text = ""
        dump(certificate, to: &text)
        text += "\(certificate) \(String(reflecting: certificate))"
        #expect(!text.contains("sesame"))
    }
}
