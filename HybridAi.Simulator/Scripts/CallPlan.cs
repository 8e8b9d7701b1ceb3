namespace HybridAi.Simulator.Scripts;

/// <summary>What was decided for one call.</summary>
internal readonly record struct CallPlan
{
    public CallPlan()
    {
    }

    public ScriptedError? Error { get; init; }

    public double LatencyMs { get; init; }

    public double FirstTokenMs { get; init; }

    public double? TokensPerSecond { get; init; }

    public AnswerFault? Stall { get; init; }

    public AnswerFault? Cut { get; init; }

    public AnswerFault? Malformed { get; init; }

    public AnswerFault? StreamError { get; init; }

    public bool OmitUsage { get; init; }

    public bool OmitDone { get; init; }

    public bool Good { get; init; } = true;

    /// <summary>The same for a call that no wire carries: there is no connection to be slow or to break.</summary>
    public CallPlan WithoutWire() => new()
    {
        Error = Error?.Kind == ScriptedErrorKind.ConnectionReset ? new ScriptedError { Kind = ScriptedErrorKind.ServerError } : Error,
        OmitUsage = OmitUsage,
        Good = Good,
    };

    public bool HasFault => Stall is not null || Cut is not null || Malformed is not null || StreamError is not null;
}
