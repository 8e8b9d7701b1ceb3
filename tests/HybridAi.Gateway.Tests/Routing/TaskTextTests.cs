using System.Text;
using HybridAi.Gateway.Routing;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>What the classifier is shown of a request, in the words of every dialect.</summary>
public sealed class TaskTextTests
{
    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"One"},{"role":"assistant","content":"x"},{"role":"user","content":"Two"}]}""", "Two", "Be kind.")]
    [InlineData("""{"messages":[{"content":"One","role":"user"},{"role":"assistant","content":"x"}]}""", "One", "")]
    [InlineData("""{"messages":[{"role":"developer","content":"Be kind."},{"role":"user","content":"a \"q\"\nline \u00fc ü 漢"}]}""", "a \"q\"\nline ü ü 漢", "Be kind.")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"First"},{"type":"image_url","image_url":{"url":"data:x","text":"no"}},{"type":"text","text":"Last"}]}]}""", "First\nLast", "")]
    [InlineData("""{"system":[{"type":"text","text":"Be kind."}],"messages":[{"role":"user","content":"Ask"},{"role":"user","content":[{"type":"tool_result","content":"no text"}]}]}""", "Ask", "Be kind.")]
    [InlineData("""{"system":"Be kind.","messages":[{"role":"user","content":"Ask"}]}""", "Ask", "Be kind.")]
    [InlineData("""{"instructions":"Be kind.","input":"Ask"}""", "Ask", "Be kind.")]
    [InlineData("""{"input":[{"role":"system","content":"Be kind."},{"role":"user","content":[{"type":"input_text","text":"Ask"}]},{"type":"function_call_output","output":"x"}]}""", "Ask", "Be kind.")]
    [InlineData("""{"prompt":"Ask"}""", "Ask", "")]
    [InlineData("""{"prompt":["One","Two"]}""", "Two", "")]
    [InlineData("""{"prompt":[1,2,3]}""", "", "")]
    [InlineData("""{"messages":[]}""", "", "")]
    [InlineData("""{"messages":[{"role":"user","content":null},5,null,[["x"]]]}""", "", "")]
    [InlineData("""{"messages":{"role":"user"}}""", "", "")]
    [InlineData("""{"messages":[{"role":"user","content":""}]}""", "", "")]
    [InlineData("""{"model":"auto"}""", "", "")]
    public void The_users_last_text_and_the_system_prompt_are_found(string body, string prompt, string system) => Assert.Equal((prompt, system), Read(body));

    [Fact]
    public void Of_a_long_text_the_beginning_and_the_end_are_taken()
    {
        var (prompt, system) = Read($$"""{"instructions":"{{new string('s', 5000)}}","input":"Begin {{new string('x', 90_000)}} end"}""");
        Assert.StartsWith("Begin xxx", prompt, StringComparison.Ordinal);
        Assert.EndsWith("xxx end", prompt, StringComparison.Ordinal);
        Assert.InRange(prompt.Length, 2000, TaskText.LongestPrompt);
        Assert.InRange(system.Length, 500, TaskText.LongestSystem);
    }

    [Fact]
    public void Of_several_parts_the_first_and_the_last_are_taken_however_long()
    {
        var filler = new string('ü', 40_000);
        var (prompt, _) = Read($$"""{"messages":[{"role":"user","content":[{"type":"text","text":"One {{filler}}"},{"type":"text","text":"mid"},{"type":"text","text":"Ask {{filler}} now"}]}]}""");
        Assert.StartsWith("One ü", prompt, StringComparison.Ordinal);
        Assert.Contains("\nAsk ü", prompt, StringComparison.Ordinal);
        Assert.EndsWith("ü now", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("mid", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', prompt);
    }

    [Fact]
    public void Whatever_is_cut_nothing_breaks()
    {
        var random = new Random(3);
        string[] pieces = ["a", "ü", "漢", "😀", "\\n", "\\\"", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", " "];
        for (var i = 0; i < 300; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(4000)).Select(_ => pieces[random.Next(pieces.Length)]));
            var (prompt, _) = Read($$"""{"messages":[{"role":"user","content":"{{text}}"}]}""");
            Assert.InRange(prompt.Length, 0, TaskText.LongestPrompt);
            Assert.Equal(text.Length > 0, prompt.Length > 0);
        }
    }

    private static (string Prompt, string System) Read(string body)
    {
        using var scan = BodyScan.TryScan(Encoding.UTF8.GetBytes(body), out _)!;
        Span<char> prompt = stackalloc char[TaskText.LongestPrompt];
        Span<char> system = stackalloc char[TaskText.LongestSystem];
        TaskText.Read(scan, ref prompt, ref system);
        return (prompt.ToString(), system.ToString());
    }
}
