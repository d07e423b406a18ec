import WebhookKitSQL

extension Statement: RowSource {}

/// The columns of one list in the row that a statement stands on.
typealias Row<Column: ColumnList> = WebhookKitSQL.Row<Column, Statement>
