namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>What became of one feature in one dialect at one provider.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Note">What was dropped, or why it was refused; else empty.</param>
internal sealed record Cell(Verdict Verdict, string Note)
{
    public static readonly Cell NotInDialect = new(Verdict.NotInDialect, "");
    public static readonly Cell NotOffered = new(Verdict.NotOffered, "");
}

internal enum Verdict
{
    /// <summary>It works, streamed and not.</summary>
    Works,

    /// <summary>It works, but for hints that the provider does not take, which the answer names.</summary>
    WorksWithout,

    /// <summary>No model of the provider can do it.</summary>
    NotOffered,

    /// <summary>The gateway refuses it with a 400 that names the field, before the provider is called.</summary>
    Refused,

    /// <summary>The dialect has no words for it.</summary>
    NotInDialect,
}
