using System.Collections.Frozen;
using HybridAi.Core.Chat;

namespace HybridAi.Core.Tests.Chat;

public sealed class TranslationReportTests
{
    private readonly TranslationReport _report = new(ChatDialect.Messages, "cohere/command-a");

    [Fact]
    public void A_new_report_says_nothing()
    {
        Assert.Null(_report.Dropped);
        Assert.Null(_report.Refusal);
        Assert.True(_report.IsPossible);
        Assert.Equal("cohere/command-a", _report.Target);
    }

    [Fact]
    public void What_is_dropped_is_named_once_in_its_order()
    {
        _report.Drop("b");
        _report.Drop(ChatField.EndUser);
        _report.Drop("b");
        Assert.Equal(["b", "metadata.user_id"], _report.Dropped);
        Assert.True(_report.IsPossible);
    }

    [Fact]
    public void The_first_refusal_counts()
    {
        _report.Refuse(ChatField.Stop, "one");
        _report.Refuse("x", "two");
        Assert.Equal(new TranslationRefusal("stop_sequences", "one"), _report.Refusal);
        Assert.False(_report.IsPossible);
    }

    [Fact]
    public void What_a_target_lacks_is_refused_or_dropped_by_its_kind()
    {
        _report.Lacks(ChatField.Seed);
        Assert.True(_report.IsPossible);
        _report.Lacks(ChatField.Stop);
        Assert.Equal(["seed"], _report.Dropped);
        Assert.Equal(new TranslationRefusal("stop_sequences", "cohere/command-a has no 'stop_sequences'; leave it out or name another model."), _report.Refusal);
    }

    [Fact]
    public void Only_what_is_set_and_not_had_is_lacking()
    {
        var request = new ChatRequest
        {
            Dialect = ChatDialect.Messages, Model = "m", Messages = [], Stop = ["x"], Verbosity = "low",
            Sampling = new SamplingOptions { Seed = 1, TopK = 2 },
        };
        _report.LacksAllBut(request, new[] { ChatField.Stop, ChatField.TopK, ChatField.Output }.ToFrozenSet());
        Assert.Equal(["seed", "verbosity"], _report.Dropped!.Order());
        Assert.True(_report.IsPossible);
        _report.LacksAllBut(request, FrozenSet<ChatField>.Empty);
        Assert.Equal("stop_sequences", _report.Refusal!.Param);
    }

    [Theory]
    [InlineData("messages[12].content[0].x", "messages[].content[].x")]
    [InlineData("a[x].b[3", "a[x].b[3")]
    [InlineData("[0]", "[]")]
    [InlineData("a[][7]", "a[][]")]
    public void What_is_dropped_has_one_form_whatever_its_place_in_a_list(string path, string name)
    {
        _report.Drop(path);
        _report.Drop(path);
        Assert.Equal([name], _report.Dropped);
    }

    [Fact]
    public void Raw_fields_are_named_by_their_path()
    {
        _report.LacksExtra([new ExtraField("speed", Verbatim.Of("1")), new ExtraField("output_config/x", Verbatim.Of("1"))]);
        _report.LacksExtra([new ExtraField("container", Verbatim.Of("1"))], "messages[2].");
        Assert.Equal(["speed", "output_config.x", "messages[].container"], _report.Dropped);
        Assert.True(_report.IsPossible);
        _report.LacksExtra([new ExtraField("container", Verbatim.Of("1"))]);
        Assert.Equal("container", _report.Refusal!.Param);
    }
}
