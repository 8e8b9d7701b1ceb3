using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Tests.Routing.Tasks;

public sealed class TaskNamesTests
{
    [Fact]
    public void Each_task_has_a_name_that_finds_it()
    {
        Assert.Equal(Enum.GetValues<TaskKind>(), TaskNames.All.Select(name => TaskNames.Find(name)!.Value));
        Assert.Equal("question-answering", TaskNames.NameOf(TaskKind.QuestionAnswering));
        Assert.Equal(TaskKind.Code, TaskNames.Find("Code"));
        Assert.Null(TaskNames.Find("coding"));
        Assert.Null(TaskNames.Find(""));
    }

    [Fact]
    public void Each_level_has_a_name_that_finds_it_and_asks_for_more_than_the_one_before()
    {
        Assert.Equal(Enum.GetValues<QualityLevel>(), QualityLevels.All.Select(name => QualityLevels.Find(name)!.Value));
        Assert.Null(QualityLevels.Find("Best"));
        Assert.True(QualityLevels.FloorOf(QualityLevel.Economy) < QualityLevels.FloorOf(QualityLevel.Balanced));
        Assert.Null(QualityLevels.FloorOf(QualityLevel.Best));
    }
}
