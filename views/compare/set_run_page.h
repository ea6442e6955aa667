// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

class QComboBox;
class QSplitter;

namespace phi1 {

class ActionButton;
class CheckTree;
class CompareSession;
class ElidedLabel;
class EmptyState;
class Panel;
class PaneFooter;
class ProgressBarThin;
class ResultGrid;
class TextLabel;
class TokenView;
struct GridCell;

/// A set of prompts run over several checkpoints in one go: what to run at the left, the grid of
/// what came of it at the right, below it the completion of the selected cell.
class SetRunPage final : public Page
{
    Q_OBJECT
public:
    explicit SetRunPage(PageContext &context, QWidget *parent = nullptr);
    ~SetRunPage() override;

    QString id() const override { return QStringLiteral("compare-set"); }
    QString title() const override { return tr("Run a set"); }
    QString iconName() const override { return QStringLiteral("columns"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QList<QWidget *> panels() const override;
    bool showsInRail() const override { return false; }
    QString railParent() const override { return QStringLiteral("compare"); }
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;

private:
    void buildChoice();
    void buildResult();
    void connectGrid();
    void fillPrompts();
    void fillCheckpoints();
    void fillStored();
    void showGrid();
    void showCell(int row, int column);
    void showReading();
    void updateState();
    void startOrStop();
    QString startProblem() const;
    void exportGrid();
    void openInCompare();

    std::shared_ptr<CompareSession> m_session;
    QSplitter *m_columns;
    QSplitter *m_rows;
    Panel *m_choicePanel;
    Panel *m_gridPanel;
    Panel *m_readingPanel;
    CheckTree *m_prompts;
    CheckTree *m_checkpoints;
    TextLabel *m_amount;
    ActionButton *m_start;
    QComboBox *m_stored;
    ResultGrid *m_grid;
    EmptyState *m_empty;
    ProgressBarThin *m_progress;
    ElidedLabel *m_progressText;
    TokenView *m_reading;
    PaneFooter *m_footer;
    ActionButton *m_export = nullptr;
    ActionButton *m_compare;
    quint64 m_exportRequest = 0;
    QString m_exportPath;
    bool m_filling = false;
};

} // namespace phi1
