using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>Answers found by the meaning of the last message. Configuration section <c>Cache:Semantic</c>.</summary>
public sealed class SemanticCacheOptions
{
    /// <summary>The embedder that needs nothing.</summary>
    public const string BuiltIn = "built-in";

    /// <summary>What it does. Default <see cref="SemanticCacheMode.Off"/>.</summary>
    public SemanticCacheMode Mode { get; set; }

    /// <summary>The least similarity of an answer that is given without evidence, which <see cref="MinPrecision"/> 0 allows; 0.5 to 1. Default 0.95.</summary>
    [Range(0.5, 1.0)]
    public double Threshold { get; set; } = 0.95;

    /// <summary>The precision that has to be shown by comparisons before answers are given, and that the threshold follows from; 0 to 0.999. Default 0.98; 0: no evidence is asked for, the threshold decides.</summary>
    [Range(0.0, 0.999)]
    public double MinPrecision { get; set; } = 0.98;

    /// <summary>What, beside the similarity, has to be the same. Default <see cref="GuardMode.Words"/>.</summary>
    public GuardMode Guard { get; set; } = GuardMode.Words;

    /// <summary>What makes the vectors: <c>built-in</c> or a model's name as callers write it, such as <c>openai/text-embedding-3-small</c>. Default <c>built-in</c>.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._:/@+%-]*", ErrorMessage = "must be built-in or a model's name, such as openai/text-embedding-3-small.")]
    public string Embedder { get; set; } = BuiltIn;

    /// <summary>How long to wait for a model's vector; 10 ms to 10 s. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan EmbedTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many prompts the index holds; 1 to 1,000,000. Default 100,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; set; } = 100_000;

    /// <summary>About how much memory the index takes; 64 KB to 64 GB. Default 200 MB.</summary>
    public ByteSize MaxSize { get; set; } = new(200L * 1024 * 1024);

    /// <summary>The longest message that is compared, in characters; 16 to 100,000. Default 8,000.</summary>
    [Range(16, 100_000)]
    public int MaxLength { get; set; } = 8000;

    /// <summary>How similar two long answers must be to count as agreeing, by the built-in embedder; 0.1 to 1. Default 0.85.</summary>
    [Range(0.1, 1.0)]
    public double Agreement { get; set; } = 0.85;

    /// <summary>The share of hits that go to a provider all the same, so that the precision goes on being measured; 0 to 1. Default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double Recheck { get; set; } = 0.05;
}
