// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointer>
#include <QRect>
#include <QTimer>

#include "views/compare/compare_bar.h"
#include "views/compare/compare_page.h"
#include "views/state/compare_session.h"

class QAction;
class QMenu;
class QStackedWidget;
class QVBoxLayout;

namespace phi1 {

class ActionButton;
class Banner;
class BlindBar;
class CompareLayout;
class DiffView;
class DistributionTable;
class Panel;
class PaneArea;
class PaneView;
class PromptPanel;
class SegmentedChoice;
class SeriesView;
class SidePanel;
class TextLabel;
class TokenCard;
class TokenView;

/// Parts and connections of the page; decisions are the session's.
class ComparePage::Private : public QObject
{
    Q_OBJECT
public:
    Private(ComparePage &owner, PageContext &context);
    ~Private() override;

    QString facts() const;
    QList<QWidget *> headerActions();
    QList<QWidget *> panels() const;
    void focusSearch();
    void fitWidth();
    void takeFocus();
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);
    void open(const QVariantMap &arguments);

    ComparePage &page;
    PageContext &context;
    std::shared_ptr<CompareSession> session;

private:
    // compare_page_p.cpp: the parts
    void buildContent();
    void buildDiff();
    void buildNotices();
    void connectPrompt();
    void connectSide();
    void connectSession();
    void presetCheckpoints();
    void presetShorterPrompt();
    void showPrompt();
    void showSampling();
    void showNotices();
    void showBar();
    void showTitle();

    // compare_page_panes.cpp: panes, their menus, the card
    void connectPane(int index);
    void showPanes();
    void showPane(int index);
    void showDifference();
    void showDiff();
    void setView(CompareBar::View view);
    void setTint(CompareBar::Tint tint);
    void goToDifference(int step);
    void askDistribution(int index, int token, const QRect &area);
    void showDistribution(const TokenDistribution &distribution);
    void branchFrom(int token, qint32 id);
    void openCard(int index, int token);
    int currentPane() const;
    void setCurrentPane(int index);
    void focusPlace(int place);
    void copyPane(int index);
    void openChooser(int index, const QRect &area);
    void openPaneMenu(int index, const QRect &area);
    void openFolder(int index);
    void showAttention(int index);
    void fillSeriesMenu(QMenu *menu, int index);
    void startSeries(const QString &runId);
    void closeSeries();

    // compare_page_actions.cpp: commands
    void addActions();
    void updateActions();
    void run();
    void stopOrDismiss();
    void vote(int place);
    void toggleBlind();
    void exportAs(CompareSession::ExportFormat format);
    void exportVotes(QWidget *button);
    void fillExportMenu(QMenu *menu);
    void askForFile(quint64 request, CompareSession::ExportFormat format, const QString &name);
    void awaitExport(quint64 request, const QString &path);
    void takeExport(quint64 request, const QByteArray &text);
    void savePrompt(QWidget *button);
    void renamePrompt(const QString &id, const QRect &area);
    void removePrompt(const QString &id);
    void renameRecord(qint64 id, const QString &title, const QRect &area);
    void removeRecord(qint64 id);

    CompareLayout *m_layout = nullptr;
    SidePanel *m_side = nullptr;
    PromptPanel *m_prompt = nullptr;
    CompareBar *m_bar = nullptr;
    QWidget *m_notices = nullptr;
    Banner *m_engineBanner = nullptr;
    Banner *m_weightsBanner = nullptr;
    Banner *m_storeBanner = nullptr;
    BlindBar *m_blindBar = nullptr;
    QStackedWidget *m_content = nullptr;
    PaneArea *m_area = nullptr;
    Panel *m_diffPanel = nullptr;
    DiffView *m_diff = nullptr;
    TextLabel *m_diffSummary = nullptr;
    SeriesView *m_series = nullptr;
    Panel *m_cardPanel = nullptr;
    DistributionTable *m_docked = nullptr;
    TokenCard *m_card = nullptr;
    QPointer<ActionButton> m_blindButton, m_addButton, m_setButton, m_exportButton;
    QHash<QString, QAction *> m_actions;

    QTimer m_diffTimer; ///< the diff follows what streams, but not token by token
    quint64 m_asked = 0;
    QRect m_askedArea;
    int m_cardPane = -1;
    int m_current = 0;   ///< pane that the keys act on
    int m_reference = 0; ///< pane from which divergences are measured
    bool m_pinWhenShown = false;
    bool m_touched = false; ///< checkpoints were chosen: none are preset any more
    bool m_focused = false;
    bool m_showingPrompt = false;
    QString m_presetPrompt; ///< that nobody chose
    QString m_closedWarning;
    QHash<quint64, QString> m_exportFiles;    ///< of a request; empty: the clipboard
    QHash<quint64, QByteArray> m_exportTexts; ///< that wait for a file's name
};

} // namespace phi1
