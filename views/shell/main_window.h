// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QMainWindow>
#include <QString>
#include <QStringList>
#include <QVariantMap>

#include "views/shell/page_context.h"

class QUndoStack;

namespace phi1 {

class ActionRegistry;
class InspectorDock;
class NavigationRail;
class Page;
class StatusBar;

/// A page before it is built: what the rail shows, and how to make it.
struct PageEntry {
    QString id;
    QString title;
    QString iconName;
    QString railParent; ///< not empty: a sub-page, not in the rail (see Page::railParent())
    std::function<Page *(PageContext &)> create;
    bool atBottom = false; ///< stands in the lower part of the rail (Settings)
};

/// The window of one workspace: rail, pages, inspector, status bar, and the actions that exist on
/// every page. Closing it leaves all jobs alone.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(WorkspaceSession &session, Settings &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Pages of the upper rail get Ctrl+1 … Ctrl+9 in the order they are added.
    void addPage(const PageEntry &entry);
    /// Window, inspector and page as they were left; the first page otherwise. Call once, after
    /// addPage().
    void restore();
    /// Shows a page, building it if needed; unknown ids are ignored.
    void navigate(const QString &pageId, const QVariantMap &arguments = {});
    void goBack(); ///< from a sub-page to its parent

    PageContext &context();
    ActionRegistry &actions();
    QUndoStack &undoStack();
    NavigationRail &rail();
    StatusBar &workbenchStatusBar();
    InspectorDock &inspector();
    QStringList pageIds() const;
    Page *currentPage() const;           ///< nullptr before restore() or navigate()
    Page *page(const QString &id) const; ///< nullptr if there is none or it is not built yet
    QString titleOf(const QString &id) const;
    QString currentPageId() const;
    void bringToFront();
    /// The next panel of the page, the rail, the inspector or the status bar gets the focus.
    void focusPanel(int step);
    void saveState(); ///< of window and pages, into the settings; happens by itself

signals:
    void currentPageChanged(const QString &pageId);

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    Page *build(const QString &id);
    bool isNarrow() const;
    void updateNarrow();
    void saveSoon();

    std::unique_ptr<Private> d;
};

} // namespace phi1
