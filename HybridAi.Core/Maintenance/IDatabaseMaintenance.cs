namespace HybridAi.Core.Maintenance;

/// <summary>What a database needs done to it now and then, beside the removal of what is kept no longer.</summary>
public interface IDatabaseMaintenance
{
    /// <summary>
    /// Gathers the statistics that queries are planned by, gives back what room can be given back without being in anybody's way, and looks for damage. Doing it
    /// again does no harm.
    /// </summary>
    /// <param name="cancellationToken">Ends it between its steps.</param>
    Task<DatabaseCondition> RunAsync(CancellationToken cancellationToken);
}
