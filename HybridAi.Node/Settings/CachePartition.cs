namespace HybridAi.Node.Settings;

/// <summary>Within what an answer is given again. Never beyond an organization.</summary>
public enum CachePartition
{
    /// <summary>To all of the organization.</summary>
    Organization,

    /// <summary>Within the team of the key; keys without a team share one partition.</summary>
    Team,

    /// <summary>To the keys of the same user; a key without a user has one of its own.</summary>
    User,

    /// <summary>To the same key only.</summary>
    Key,
}
