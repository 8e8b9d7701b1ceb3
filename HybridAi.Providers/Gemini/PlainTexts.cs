using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Parts that are nothing but text, or can be told as text: refusals and documents of text.</summary>
internal static class PlainTexts
{
    private const int DeepestDocument = 8;

    public static bool IsText(ChatPart part, int depth = 0) => part switch
    {
        ChatPart.Text or ChatPart.Refusal or ChatPart.Media { Source: MediaSource.Text } => true,
        ChatPart.Media { Source: MediaSource.Parts { Items: var items } } => depth < DeepestDocument && items.All(item => IsText(item, depth + 1)),
        _ => false,
    };

    /// <summary>The texts of a part, in order; none if it is not text.</summary>
    public static IEnumerable<string> Of(ChatPart part)
    {
        if (!IsText(part))
            yield break;
        if (part is ChatPart.Text { Value: var value })
            yield return value;
        else if (part is ChatPart.Refusal { Value: var words })
            yield return words;
        else if (part is ChatPart.Media media)
        {
            if (media.Context is { } context)
                yield return context;
            if (media.Source is MediaSource.Text { Value: var text })
                yield return text;
            if (media.Source is not MediaSource.Parts { Items: var items })
                yield break;
            foreach (var item in items)
            {
                foreach (var inner in Of(item))
                    yield return inner;
            }
        }
    }
}
