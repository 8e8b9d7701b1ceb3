namespace HybridAi.Web.Pages.Playground;

/// <summary>What the playground shows.</summary>
public sealed record PlaygroundModel
{
    /// <summary>The models to choose from, by who has them, in the gateway's order.</summary>
    public required IReadOnlyList<(string Owner, IReadOnlyList<string> Names)> Models { get; init; }

    /// <summary>Why there are none but those that the sides have chosen; null: these are all.</summary>
    public string? ModelsProblem { get; init; }

    /// <summary>The sides, of which the second may have no model.</summary>
    public required IReadOnlyList<PlaygroundSide> Sides { get; init; }

    /// <summary>What stays in the field for the message: what nobody has answered.</summary>
    public string Message { get; init; } = "";
}

/// <summary>One of the models side by side.</summary>
public sealed record PlaygroundSide
{
    /// <summary>1 or 2.</summary>
    public required int Number { get; init; }

    /// <summary>The model that is chosen; null: none.</summary>
    public required string? Model { get; init; }

    /// <summary>What was said and is carried along.</summary>
    public IReadOnlyList<Turn> Conversation { get; init; } = [];

    /// <summary>What came of the last question; null: nothing was asked now.</summary>
    public Answer? Latest { get; init; }

    /// <summary>The last question, if it got no words for an answer and so is not carried along.</summary>
    public string? Unanswered { get; init; }
}
