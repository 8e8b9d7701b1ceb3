namespace HybridAi.Core.Routing;

/// <summary>Told of each attempt at a deployment, on the request's own path: it neither waits nor throws, and takes no lock that is held for long.</summary>
public interface IAttemptObserver
{
    /// <summary>An attempt begins.</summary>
    /// <param name="deployment">The deployment.</param>
    void Began(Deployment deployment);

    /// <summary>It has ended. Comes once for each beginning, however it ends.</summary>
    /// <param name="outcome">How.</param>
    void Ended(in AttemptOutcome outcome);
}
