/// Keeps tokens: what ``TokenService`` needs of a host that has them in a database of its own.
///
/// Hosts whose store is a ``RowStore`` need none: ``RowTokenStore`` keeps them there. The rules of tokens
/// stay in WebhookKit; a store loads what a step names, calls its rule, and writes what has changed.
///
/// - **Atomicity**: ``change(_:by:)`` is one step, whole or not at all; steps of all processes that name
///   a common token, or have the tally of the same scope, have one order.
/// - **Durability**: when it returns, what it changed survives whatever the store promises to survive.
/// - **Values**: a ``TokenRecord`` comes back as it was given; it is Codable. It holds no secret.
/// - **Bytes**: names and descriptions are equal by their bytes, whatever Unicode says.
/// - **Errors** are ``StoreError``, but for what a rule throws; after one nothing has changed.
/// - **Removal**: what deletes an organization deletes its tokens and tallies too.
///
/// `TokenStoreConformance` in WebhookKitTesting checks all of it.
public protocol TokenStore: Sendable {
    /// Loads tokens, lets a rule decide, and writes what it has changed, in one atomic step.
    ///
    /// Make a ``TokenSet`` of what is stored, call the rule on it, write ``TokenSet/changes`` and
    /// ``TokenSet/changedTally``. The rule is pure: it may be called again after a conflict.
    ///
    /// - Returns: what the rule gave, once what it changed is durable.
    /// - Throws: what the rule throws, and then nothing is written.
    func change<Value: Sendable>(
        _ step: TokenStep,
        by rule: @escaping @Sendable (inout TokenSet) throws -> Value
    ) async throws -> Value

    /// Reads a token of the scope; nil when it has none with this id.
    func token(_ id: Token.ID, in scope: Scope) async throws -> TokenRecord?

    /// Reads tokens of one scope in the order of the bytes of their ids, which is that of their creation.
    ///
    /// - Parameters:
    ///   - scope: the tenant.
    ///   - last: only those behind this one; all when nil.
    ///   - limit: the most to return.
    func tokens(in scope: Scope, after last: Token.ID?, limit: Int) async throws -> [TokenRecord]
}
