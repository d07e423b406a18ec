import WebhookKit
