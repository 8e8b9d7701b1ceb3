namespace HybridAi.Web.Pages.Playground;

/// <summary>What came of a question.</summary>
public sealed record Answer
{
    /// <summary>The model's words; empty if there are none.</summary>
    public string Text { get; init; } = "";

    /// <summary>Why there is no answer, or not all of it; null: it is whole.</summary>
    public string? Problem { get; init; }

    /// <summary>The request, as far as the gateway said.</summary>
    public Guid? Request { get; init; }

    /// <summary>Who answered, how long that took and what it cost.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];
}

/// <summary>One thing to know of an answer.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">As people read it.</param>
public sealed record Fact(string Name, string Value);
