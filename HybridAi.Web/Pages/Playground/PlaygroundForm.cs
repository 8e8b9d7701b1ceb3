using System.Text.Json;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Playground;

/// <summary>Reads the playground's form, which carries all that it knows: the conversation of each side too. Its sizes are bounded.</summary>
internal static class PlaygroundForm
{
    /// <summary>How many models can be asked at once.</summary>
    public const int Sides = 2;

    /// <summary>How long a message may be, in characters.</summary>
    public const int LongestMessage = 20_000;

    /// <summary>How long the conversation of a side may be that is sent along, in characters.</summary>
    public const int LongestConversation = 100_000;

    /// <summary>How big the form may be: a character of any script takes up to nine bytes in it.</summary>
    public const long MostBytes = 2 * 1024 * 1024;

    private const int LongestModel = 256;

    /// <summary>The model that a side asks; null: the side is not used.</summary>
    public static string? ModelOf(IFormCollection form, int side) => form.TextOf($"model-{side}");

    /// <summary>What a side asks.</summary>
    /// <exception cref="FormProblem">It cannot be asked so.</exception>
    public static Question QuestionOf(IFormCollection form, int side)
    {
        var model = ModelOf(form, side) ?? throw new FormProblem("Choose a model.");
        if (model.Length > LongestModel)
            throw new FormProblem($"The model's name has at most {LongestModel} characters.");
        var conversation = ConversationOf(form, side);
        if (conversation.Sum(turn => turn.Content.Length) > LongestConversation)
            throw new FormProblem($"This conversation has become longer than the {LongestConversation:N0} characters that the playground carries along. Begin anew.");
        return new Question
        {
            Model = model,
            System = Written(form, "system", "The system prompt"),
            Temperature = form.DecimalOf("temperature", "The temperature") is not { } temperature ? null
                : temperature is >= 0 and <= 2 ? temperature : throw new FormProblem("The temperature has to be from 0 to 2."),
            MaxTokens = form.NumberOf("max-tokens", "The most tokens of an answer") is not { } most ? null
                : most is >= 1 and <= 1_000_000 ? most : throw new FormProblem("The most tokens of an answer have to be from 1 to 1,000,000."),
            Conversation = conversation,
            Message = Written(form, "message", "The message") ?? throw new FormProblem("Write a message."),
        };
    }

    /// <summary>What was said on a side before, however long: what the form may have bounds it.</summary>
    /// <exception cref="FormProblem">That is no conversation.</exception>
    public static IReadOnlyList<Turn> ConversationOf(IFormCollection form, int side)
    {
        var text = form[$"conversation-{side}"].ToString();
        if (text.Length == 0)
            return [];
        try
        {
            if (JsonSerializer.Deserialize(text, PlaygroundJson.Short.IReadOnlyListTurn) is { } turns && turns.All(IsTurn))
                return turns;
        }
        catch (JsonException)
        {
            // Somebody changed it: told below.
        }

        throw new FormProblem("The conversation so far cannot be read. Begin anew.");
    }

    /// <summary>A conversation as the form carries it.</summary>
    public static string Carried(IReadOnlyList<Turn> conversation) => JsonSerializer.Serialize(conversation, PlaygroundJson.Short.IReadOnlyListTurn);

    private static bool IsTurn(Turn? turn) => turn is { Role: Turn.User or Turn.Assistant, Content.Length: > 0 };

    // Browsers send line ends as two characters.
    private static string? Written(IFormCollection form, string name, string label)
    {
        var text = form[name].ToString().ReplaceLineEndings("\n");
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return text.Length <= LongestMessage ? text : throw new FormProblem($"{label} has at most {LongestMessage:N0} characters.");
    }
}
