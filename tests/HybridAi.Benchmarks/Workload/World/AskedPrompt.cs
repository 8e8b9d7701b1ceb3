namespace HybridAi.Benchmarks.Workload.World;

/// <summary>Which of the prompts that are asked again and again a request is, and who asks it how.</summary>
/// <param name="Organization">The number of the caller's organization.</param>
/// <param name="Number">The number of the prompt. What has the same number is word for word the same, in all organizations.</param>
/// <param name="Spelling">Which way to write the same JSON the caller's library has.</param>
/// <param name="User">The number of the end user whom the caller names.</param>
/// <param name="Exclusion">Why its answer must not be cached.</param>
internal readonly record struct AskedPrompt(int Organization, int Number, int Spelling, int User, Exclusion Exclusion)
{
    /// <summary>How many ways to write the same JSON there are.</summary>
    public const int Spellings = 2;
}

/// <summary>Why an answer must not be cached.</summary>
internal enum Exclusion
{
    /// <summary>It may be.</summary>
    None,

    /// <summary>The caller wants a new one: the option <c>cache</c> is <c>off</c>.</summary>
    SwitchedOff,

    /// <summary>It is kept at the provider: <c>store</c>.</summary>
    Stored,

    /// <summary>It is spoken: <c>audio</c>.</summary>
    Spoken,
}
