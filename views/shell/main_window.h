// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QKeySequence>
#include <QMainWindow>
#include <QString>
#include <QVariantMap>

#include "views/shell/page_context.h"

class QStackedWidget;
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

    /// Pages get Ctrl+1 … Ctrl+9 in the order they are added (those in the rail).
    void addPage(PageEntry entry);
    /// Window, dock and page as they were left; the first page otherwise. Call after addPage().
    void restore();
    void navigate(const QString &pageId, const QVariantMap &arguments = {});

    PageContext &context();
    ActionRegistry &actions();
    QUndoStack &undoStack();
    StatusBar &workbenchStatusBar();
    Page *currentPage() const;
    Page *page(const QString &id) const; ///< nullptr if there is none or it is not built yet
    QString currentPageId() const;
    void bringToFront();

signals:
    void currentPageChanged(const QString &pageId);
    void firstPaint(); ///< a page with its content has been painted for the first time

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
