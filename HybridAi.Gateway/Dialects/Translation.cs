using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Gateway.Dialects;

/// <summary>A chat on its way through two wires: the caller's dialect and a provider's format.</summary>
/// <param name="Dialect">The caller's dialect.</param>
/// <param name="Context">What the answer's writer has to know.</param>
/// <param name="Format">The provider's format.</param>
/// <param name="Target">What the request was translated for.</param>
/// <param name="Body">The translated request.</param>
/// <param name="Dropped">Fields that could not be carried over, or null.</param>
internal sealed record Translation(
    IDialect Dialect, DialectContext Context, IChatTranslator Format, ChatTarget Target, ChatBody Body, IReadOnlyList<string>? Dropped)
{
    /// <summary>Begins to translate a streamed answer.</summary>
    public TranslatingTap TapStream() => new(Format.OpenReader(Target), Dialect.OpenStream(Context));

    /// <summary>Translates a whole answer.</summary>
    /// <param name="answer">The provider's answer.</param>
    /// <param name="output">Gets the caller's.</param>
    /// <param name="facts">What it says.</param>
    /// <param name="failure">The provider's error, if the answer is one in spite of its status.</param>
    /// <returns>What is wrong with the answer, or null.</returns>
    public string? TranslateAnswer(ReadOnlySpan<byte> answer, IBufferWriter<byte> output, out ChatFacts facts, out ChatError? failure)
    {
        facts = new ChatFacts();
        if (WholeAnswer.Read(Format.OpenReader(Target), answer, facts, out var response, out failure) is { } wrong)
            return wrong;
        if (response is not null)
            Dialect.WriteAnswer(response, Context, output);
        return null;
    }
}
