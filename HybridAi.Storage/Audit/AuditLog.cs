using System.Data.Common;
using Dapper;
using HybridAi.Core.Audit;

namespace HybridAi.Storage.Audit;

/// <summary>Writes audit entries into the transactions of the changes they tell of.</summary>
internal static class AuditLog
{
    private const string Insert = """
        INSERT INTO audit_log (id, at, organization_id, actor_key_id, actor_user_id, action, target, before, after)
        VALUES (@Id, @At, @OrganizationId, @ActorKeyId, @ActorUserId, @Action, @Target, @Before, @After)
        """;

    public static Task AppendAsync(DbConnection connection, DbTransaction transaction, AuditEntry entry, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(Insert, entry, transaction, cancellationToken: cancellationToken));
}
