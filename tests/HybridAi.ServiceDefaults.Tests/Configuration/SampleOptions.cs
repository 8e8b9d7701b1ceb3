using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;
using HybridAi.Core.Secrets;

namespace HybridAi.ServiceDefaults.Tests.Configuration;

/// <summary>A property of every type that options can have.</summary>
internal sealed class SampleOptions
{
    public string Text { get; set; } = "default";

    public bool Flag { get; set; } = true;

    [Range(1, 10)]
    public int Whole { get; set; } = 5;

    public long Large { get; set; }

    public double Real { get; set; }

    [Range(0.0, 100.0)]
    public decimal? Money { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Time { get; set; } = TimeSpan.FromHours(1);

    public ByteSize Size { get; set; } = new(1024);

    public Uri? Address { get; set; }

    public Secret? Key { get; set; }

    public DayOfWeek Day { get; set; }

    public int? Maybe { get; set; }

    public List<string> Names { get; set; } = ["default"];

    public List<int> Numbers { get; set; } = [];

    public List<SampleItem> Items { get; set; } = [];

    public Dictionary<string, string> Pairs { get; set; } = [];

    public Dictionary<string, SampleItem> Named { get; set; } = [];

    public SampleItem Nested { get; set; } = new() { Id = "kept" };

    public int Computed => Whole * 2;
}

internal sealed class SampleItem
{
    [Required, MaxLength(8)]
    public string Id { get; set; } = "";

    [Range(0, 5)]
    public int? Rank { get; set; }
}
