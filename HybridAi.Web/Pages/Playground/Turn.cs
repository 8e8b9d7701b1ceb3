namespace HybridAi.Web.Pages.Playground;

/// <summary>What one of the two said in a conversation.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">What was said.</param>
/// <param name="Request">Of an answer: the request that it came by, if that is known.</param>
public sealed record Turn(string Role, string Content, Guid? Request = null)
{
    /// <summary>The reader.</summary>
    public const string User = "user";

    /// <summary>The model.</summary>
    public const string Assistant = "assistant";
}
